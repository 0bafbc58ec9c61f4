import Testing

@Suite struct FiguresPlaceholderTests {}
