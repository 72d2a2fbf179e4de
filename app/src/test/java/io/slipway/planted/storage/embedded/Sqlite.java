package io.slipway.planted.storage.embedded;

/** Stands for a storage implementation. */
public final class Sqlite {}
