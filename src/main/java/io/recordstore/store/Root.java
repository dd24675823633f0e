package io.recordstore.store;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What every key of this installation starts with. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Root {}
