"""What it means for an answer to be right: labelled cases, judgements, figures, comparisons."""
