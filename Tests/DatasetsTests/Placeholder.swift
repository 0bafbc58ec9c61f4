import Testing

@Suite struct DatasetsPlaceholderTests {}
