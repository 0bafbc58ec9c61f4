import Testing

@Suite struct CollapsePlaceholderTests {}
