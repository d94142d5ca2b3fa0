"""What a manager asks of practice: each question of the 2023 inspection as a named query over the records."""
