import Testing

@Suite struct StageCataloguePlaceholderTests {}
