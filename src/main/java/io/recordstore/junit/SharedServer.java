package io.recordstore.junit;

import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** The one server of a run of tests, which ends with the run. */
@SuppressWarnings("deprecation") // JUnit closes what is AutoCloseable from 5.13 on, and the other one before
record SharedServer(Server server) implements AutoCloseable, CloseableResource {
    static SharedServer start() {
        return new SharedServer(RunningServer.isNamed() ? RunningServer.connect() : InProcessServer.start());
    }

    @Override
    public void close() {
        server.close();
    }
}
