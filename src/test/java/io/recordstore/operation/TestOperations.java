package io.recordstore.operation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recordstore.name.RecordSpaceName;
import io.recordstore.name.TenantName;
import io.recordstore.space.TestSpaces;
import io.recordstore.store.TestStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The jobs and operations as one server has them, made by hand. */
public final class TestOperations {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 1_000;

    private final TestStore store;
    private final TestSpaces spaces;
    private final OperationConfig config;
    private final Clock clock;
    private final Jobs jobs;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobMeters meters = new JobMeters(registry);
    private JobRuns runs;
    private Operations operations;

    public TestOperations(TestStore store, TestSpaces spaces, OperationConfig config, Clock clock) {
        this.store = store;
        this.spaces = spaces;
        this.config = config;
        this.clock = clock;
        this.jobs = new Jobs(store.root(), config, clock);
    }

    /** @param works what this server can do */
    public void run(List<JobWork> works) {
        Leases leases = new Leases(jobs, config, clock, store.root());
        runs = new JobRuns(store.transactions(), jobs, leases, works, config, meters, store.recordLayer());
        operations = new Operations(store.transactions(), spaces.tenants(), jobs, runs, store.root());
    }

    public JobPages pages() {
        return new JobPages(store.transactions(), config);
    }

    public Jobs jobs() {
        return jobs;
    }

    public JobRuns runs() {
        return runs;
    }

    public JobMeters meters() {
        return meters;
    }

    public Operations operations() {
        return operations;
    }

    /** How many jobs this server works on. */
    public double running() {
        return registry.find("recordstore.jobs.running").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    /** How many jobs there are in the store. */
    public int jobCount() {
        return store.transactions()
                .read(context -> jobs.list(context, Jobs.FROM_THE_FIRST, MANY))
                .await()
                .atMost(PATIENCE)
                .size();
    }

    /** The newest first. */
    public List<Operation> list(TenantName tenant, RecordSpaceName space) {
        return operations
                .list(tenant, space.value(), Long.MAX_VALUE, MANY)
                .await()
                .atMost(PATIENCE);
    }

    /** Of all RecordSpaces, the newest first. */
    public List<Operation> list(TenantName tenant) {
        return operations.list(tenant, "", Long.MAX_VALUE, MANY).await().atMost(PATIENCE);
    }

    public Operation get(TenantName tenant, RecordSpaceName space, long number) {
        return operations.get(tenant, space, number).await().atMost(PATIENCE);
    }

    public Operation cancel(TenantName tenant, RecordSpaceName space, long number) {
        return operations.cancel(tenant, space, number).await().atMost(PATIENCE);
    }

    public void forgetOld() {
        runs.forgetOld().await().atMost(PATIENCE);
    }
}
