"""What two plans do not share: shots, parts, order, cost."""
