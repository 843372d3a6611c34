"""What a coordinator tells agencies about a year: to all of them or to some, in own words."""
