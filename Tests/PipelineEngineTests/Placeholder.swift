import Testing

@Suite struct PipelineEnginePlaceholderTests {}
