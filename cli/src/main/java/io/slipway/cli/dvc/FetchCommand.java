package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.Transfers;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies objects from a remote. */
@Command(name = "fetch", description = "Download files or directories from remote storage to the cache.")
final class FetchCommand extends DvcVerb {
    @Mixin
    TransferOptions transfer = new TransferOptions();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            say(TransferOptions.count(new Transfers(dvc).fetch(transfer.scope()), "fetched"));
        }
        return 0;
    }

    @Override
    String failurePrefix() {
        return "failed to fetch data from the cloud - ";
    }
}
