import Testing

@Suite struct PipelineLanguagePlaceholderTests {}
