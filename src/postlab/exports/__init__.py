"""The analytics exports of the networks: files in, rows out."""
