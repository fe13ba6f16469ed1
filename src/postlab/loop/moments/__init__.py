"""The lab's moments: added by hand or imported from calendar files."""
