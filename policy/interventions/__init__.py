"""Which intervention suits whom: section 9 of the catalogue (IN-01 to IN-23), as data and pure functions."""
