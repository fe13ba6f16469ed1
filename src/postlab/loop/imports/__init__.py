"""Files from elsewhere: exports of the networks made into readings, and posts from before PostLab."""
