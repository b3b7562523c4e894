"""Who descends from whom: models told apart by their weights. It knows no law and no record, and gives facts."""
