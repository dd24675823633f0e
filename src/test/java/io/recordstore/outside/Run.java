package io.recordstore.outside;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run of tests as a build tool does it; what came of each is told line by line. */
public final class Run {
    private Run() {}

    /** @param classes names of classes of tests, in their order */
    public static void main(String... classes) {
        System.out.println("Quarkus on the class path: " + isThere("io.quarkus.runtime.Quarkus"));
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(Stream.of(classes)
                                        .map(name -> selectClass(name))
                                        .toList())
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                                .build(),
                        new Told());
        System.out.println("Quarkus on the class path: " + isThere("io.quarkus.runtime.Quarkus"));
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static final class Told implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean isFailure = result.getStatus() != TestExecutionResult.Status.SUCCESSFUL;
            if (test.isTest() || isFailure) {
                System.out.println(result.getStatus() + " " + test.getDisplayName() + " "
                        + result.getThrowable().map(Throwable::toString).orElse(""));
            }
        }
    }
}
