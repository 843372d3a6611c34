"""Where reports are made: chapter by chapter in processes of their own, and joined."""
