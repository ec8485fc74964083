"""Drawing: how strategies make values, realistic and adversarial."""
