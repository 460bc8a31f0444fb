"""What you see: snapshots as plain data, and tables, texts and pictures drawn from them."""
