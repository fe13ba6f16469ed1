"""Pictures for posts: bytes in, and what may go out of them; Pillow stands behind these modules alone."""
