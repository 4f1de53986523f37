"""What the GitHub Action runs: the event, what it changed, annotations, the review on the pull request, the summary of the job."""
