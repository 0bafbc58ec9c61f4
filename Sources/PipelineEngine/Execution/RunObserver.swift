/// Who watches a run. The closures are called by the executor's loop only, one at a time.
struct RunObserver {
    static let tickInterval = Duration.milliseconds(250)

    let run: String
    let onEvent: (ExecutionEvent) -> Void
    /// Called before the first stage starts and some times a second while stages run, for views that show
    /// passing time and for what is written in groups.
    let onTick: () -> Void

    func emit(_ change: ExecutionEvent.Change) {
        onEvent(ExecutionEvent(run: run, time: Clock.timestamp(), change: change))
    }
}
