"""What the admin says of this floor."""
