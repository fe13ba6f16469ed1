"""An Article and a brief in, texts out."""
