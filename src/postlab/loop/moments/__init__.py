"""The lab's moments: kept by hand or imported from calendar files."""
