package io.recordstore.auth;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Whose call this request is; set before a method with {@link Requires} runs. */
@RequestScoped
public class CurrentCaller {
    private Caller caller;
    private Credential credential = Credential.ofHeader(null);

    /** The caller, or empty when no method with {@link Requires} was called in this request. */
    public Optional<Caller> get() {
        return Optional.ofNullable(caller);
    }

    /** What the call was authorised with. */
    public Credential credential() {
        return credential;
    }

    void set(Caller authorised, Credential presented) {
        this.caller = authorised;
        this.credential = presented;
    }
}
