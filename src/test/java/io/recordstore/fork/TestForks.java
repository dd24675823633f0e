package io.recordstore.fork;

import io.recordstore.operation.JobWork;
import io.recordstore.operation.OperationConfig;
import io.recordstore.operation.TestOperations;
import io.recordstore.schema.RecordSpaceOpener;
import io.recordstore.schema.SchemaCopies;
import io.recordstore.space.TestSpaces;
import io.recordstore.store.TestStore;

/** Forks as one server makes them, put together by hand. */
public final class TestForks {
    private final TestStore store;
    private final TestSpaces spaces;
    private final TestOperations operations;
    private final ForkStart start;
    private final ForkWork work;

    public TestForks(
            TestStore store,
            TestSpaces spaces,
            RecordSpaceOpener opener,
            SchemaCopies copies,
            TestOperations operations,
            OperationConfig config) {
        this.store = store;
        this.spaces = spaces;
        this.operations = operations;
        ForkStates states = new ForkStates(store.root());
        ForkEnd end = new ForkEnd(spaces.forkCatalog(), operations.jobs());
        this.start =
                new ForkStart(spaces.catalog(), spaces.forkCatalog(), opener, copies, states, end, operations.jobs());
        this.work = new ForkWork(
                operations.pages(), spaces.catalog(), spaces.forkCatalog(), opener, states, end, config, store.root());
    }

    public JobWork work() {
        return work;
    }

    public Forks forks() {
        return new Forks(store.transactions(), start, spaces.spaces(), operations.runs(), operations.operations());
    }
}
