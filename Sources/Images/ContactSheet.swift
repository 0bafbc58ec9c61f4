/// Many pictures on one, in a grid, to be looked at.
package enum ContactSheet {
    /// Arranges pictures row by row, each in the middle of a cell of the largest height and width,
    /// with a margin around every cell.
    ///
    /// - Precondition: there are pictures and columns, and the margin is not negative.
    package static func arranging(
        _ images: [RGBImage], columns: Int, margin: Int = 4,
        background: (red: UInt8, green: UInt8, blue: UInt8) = (255, 255, 255)
    ) -> RGBImage {
        precondition(!images.isEmpty && columns > 0 && margin >= 0, "nothing to arrange")
        let height = images.map(\.size.height).reduce(0, max)
        let width = images.map(\.size.width).reduce(0, max)
        let usedColumns = min(columns, images.count)
        let rows = (images.count + columns - 1) / columns
        let size = ImageSize(
            height: margin + rows * (height + margin),
            width: margin + usedColumns * (width + margin))
        var sheet = RGBImage(size: size, filledWith: background)
        for (index, image) in images.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            sheet.paste(
                image,
                top: margin + row * (height + margin) + (height - image.size.height) / 2,
                left: margin + column * (width + margin) + (width - image.size.width) / 2)
        }
        return sheet
    }
}
