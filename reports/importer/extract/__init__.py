"""A document of any supported kind → `blocks.SourceBlock`, in the order of the document."""
