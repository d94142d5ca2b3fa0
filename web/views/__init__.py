"""What a page shows, made from what the API answers: pure, without request or clock."""
