package io.slipway.cli.dvc;

import io.slipway.data.dvc.Dvc;
import io.slipway.data.dvc.Transfers;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies objects to a remote. */
@Command(name = "push", description = "Upload tracked files or directories to remote storage.")
final class PushCommand extends DvcVerb {
    @Mixin
    TransferOptions transfer = new TransferOptions();

    @Override
    int run() throws IOException {
        try (Dvc dvc = open()) {
            say(TransferOptions.count(new Transfers(dvc).push(transfer.scope()), "pushed"));
        }
        return 0;
    }

    @Override
    String failurePrefix() {
        return "failed to push data to the cloud - ";
    }
}
