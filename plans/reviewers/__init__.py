"""Who reviews what: the page on which coordinators share sections and agencies among themselves."""
