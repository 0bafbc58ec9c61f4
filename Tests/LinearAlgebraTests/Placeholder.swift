import Testing

@Suite struct LinearAlgebraPlaceholderTests {}
