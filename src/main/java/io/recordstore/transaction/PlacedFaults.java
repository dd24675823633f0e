package io.recordstore.transaction;

import io.recordstore.fault.AlreadyExists;
import io.recordstore.fault.Fault;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.fault.LimitExceeded;
import io.recordstore.fault.NotFound;
import io.recordstore.fault.PreconditionFailed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Says of what fails within a request that does many things which of them it was: {@code writes[3]}. */
final class PlacedFaults {
    private PlacedFaults() {}

    /** What a step fails with, now or later, names its place. */
    static <T> CompletableFuture<T> at(String place, Supplier<CompletableFuture<T>> step) {
        CompletableFuture<T> outcome;
        try {
            outcome = step.get();
        } catch (Fault fault) {
            return CompletableFuture.failedFuture(at(place, fault));
        }
        return outcome.exceptionallyCompose(error -> CompletableFuture.failedFuture(at(place, error)));
    }

    private static Throwable at(String place, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof Fault fault ? at(place, fault) : error;
    }

    private static Fault at(String place, Fault fault) {
        String message = place + ": " + fault.getMessage();
        if (fault instanceof InvalidRequest invalid) {
            return invalid.within(place + ".");
        } else if (fault instanceof NotFound) {
            return new NotFound(fault.details().get("kind"), fault.details().get("name"), message);
        } else if (fault instanceof AlreadyExists) {
            return new AlreadyExists(
                    fault.details().get("kind"), fault.details().get("name"), message);
        } else if (fault instanceof LimitExceeded) {
            return new LimitExceeded(
                    fault.details().get("limit"), fault.details().get("allowed"), message);
        }
        return fault instanceof PreconditionFailed
                ? new PreconditionFailed(fault.reason(), message, fault.details())
                : fault;
    }
}
