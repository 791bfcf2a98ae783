"""What a request is once the words that change nothing are left out."""
