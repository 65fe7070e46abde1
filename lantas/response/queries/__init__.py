"""Questions about incidents, patrols and jobs. Each one needs to know who asks."""
