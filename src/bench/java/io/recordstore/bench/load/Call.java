package io.recordstore.bench.load;

/** One call of a client. It returns when it is answered. */
@FunctionalInterface
public interface Call {
    /** @param number of the call, counted over all clients from 0 */
    void run(long number) throws Exception;
}
