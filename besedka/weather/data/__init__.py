"""What a forecast is: the variables of a model, the conditions at a place, the run that they come from."""
