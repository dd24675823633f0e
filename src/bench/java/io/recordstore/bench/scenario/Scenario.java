package io.recordstore.bench.scenario;

import io.recordstore.bench.report.Aim;
import io.recordstore.bench.report.Results;
import java.util.List;

/** Something that is measured in every round. */
public interface Scenario {
    /** "S1". */
    String name();

    /** What is aimed at. */
    List<Aim> aims();

    /** Has servers do what they will be asked, for their compilers and caches; nothing of it counts. */
    default void warmUp(Lab lab) throws Exception {}

    /** Whether it stops servers that others have warmed up: then its rounds come after all others'. */
    default boolean stopsServers() {
        return false;
    }

    /** @param round from 0; in every other one the peers come in the other order */
    void run(int round, Lab lab, Results results) throws Exception;
}
