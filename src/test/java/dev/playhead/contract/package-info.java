/** The served contract, {@code openapi.yaml} and {@code asyncapi.yaml}, held to the code. */
@org.jspecify.annotations.NullMarked
package dev.playhead.contract;
