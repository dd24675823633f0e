package io.recordstore.store;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The bounded threads that run transactions. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface StoreThreads {}
