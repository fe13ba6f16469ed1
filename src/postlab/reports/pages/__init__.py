"""Pages of HTML: one file each, which loads nothing and runs nothing from anywhere."""
