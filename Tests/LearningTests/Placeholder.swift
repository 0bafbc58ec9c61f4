import Testing

@Suite struct LearningPlaceholderTests {}
