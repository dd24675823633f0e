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

    /** @param round from 0; in every other one the peers come in the other order */
    void run(int round, Lab lab, Results results) throws Exception;
}
