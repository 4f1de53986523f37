"""Data checks, training and evaluation of the shipped models. Imported only by the commands that need it."""
