"""What can be done with reports, incidents, patrols and their jobs."""
