"""Goodwill (善意索赔) above a role's limit: the role above approves it, and who bears which share."""
