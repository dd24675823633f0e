/**
 * Compile-time stand-ins for annotations of the Record Layer that were never published. Imports nothing.
 * Our own code is in {@code io.recordstore}.
 */
package com.apple.foundationdb.annotation;
