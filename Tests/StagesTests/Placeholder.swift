import Testing

@Suite struct StagesPlaceholderTests {}
