package io.slipway.app.config;

import io.slipway.kernel.config.DataSize;
import io.slipway.kernel.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The root of the configuration: every key of a server. */
public record ServerConfig(
        @Setting(value = "folder that holds all state; made if it is missing", byDefault = "~/.slipway")
        Path home,

        @Setting(value = "roles to run in this process, or all", byDefault = "all")
        List<String> roles,

        @Setting(value = "address that all ports listen on", byDefault = "127.0.0.1")
        String host,

        @Setting(
                value = "port of the control plane: UI, MLflow's API, Slipway's API; 0 takes a free one",
                byDefault = "5000")
        int port,

        @Setting("name under which users reach this server; needed by start") @Nullable
        String hostname,

        Storage storage,
        Tracking tracking,
        Serving serving,
        ControlPlane controlPlane,
        Tls tls,
        Admin admin) {

    /** Where state is kept. */
    public record Storage(Database database, Blobs blobs) {}

    /** The store of all files: artifacts, models, contents of data sets. */
    public record Blobs(
            @Setting("S3 bucket for the files, e.g. s3://bucket/prefix; without it they are in the home") @Nullable
            String url,

            @Setting("address of an S3-compatible store, e.g. https://minio.example.org:9000; Amazon's if not set")
            @Nullable
            String endpoint,

            @Setting("region of the bucket; if not set, what the environment says, else us-east-1") @Nullable
            String region,

            @Setting(
                    "access key of the store; if not set, the credentials of the environment, a profile or the machine's role are taken")
            @Nullable
            String accessKey,

            @Setting(value = "secret key of the store, with the access key", secret = true) @Nullable
            String secretKey) {}

    /** The database of all tables. */
    public record Database(
            @Setting(
                    value = "PostgreSQL database for the tables, e.g. postgresql://user@host:5432/database or"
                            + " jdbc:postgresql://…; without it they are in the home",
                    secret = true)
            @Nullable
            String url,

            @Setting(value = "user of the database, if not in its URL") @Nullable
            String user,

            @Setting(value = "password of the database, if not in its URL", secret = true) @Nullable
            String password) {}

    /** Experiments, runs, models and their files. */
    public record Tracking(Trash trash, Webhooks webhooks) {}

    /** Where what happens in the registry is told. */
    public record Webhooks(
            @Setting("origins that webhooks may go to although they are inside, e.g."
                    + " https://ci.example.org:8443,http://10.0.0.7:9000; none if not set")
            @Nullable
            List<String> privateTargets,

            @Setting("file with the key that secrets of webhooks are encrypted with; keys/webhooks.key in the home if"
                    + " not set, made at the first start")
            @Nullable
            Path secretKeyFile) {}

    /** What was deleted and can be restored. */
    public record Trash(
            @Setting(
                    value = "how long deleted runs, logged models and experiments can be restored; then they are"
                            + " really deleted, with their files",
                    byDefault = "30d")
            Duration retention,

            @Setting(
                    value = "whether a new experiment may take the name of a deleted one, which is renamed",
                    byDefault = "false")
            boolean reuseNames) {}

    /** The data plane. */
    public record Serving(
            Http http,
            Grpc grpc,

            @Setting(value = "name of this instance in reports; the host's name if not set") @Nullable
            String instance,

            @Setting(value = "longest inference request", byDefault = "32MB")
            DataSize maxBody) {}

    /** Inference over HTTP. */
    public record Http(
            @Setting(value = "port of inference over HTTP; 0 takes a free one", byDefault = "8000")
            int port) {}

    /** Inference over gRPC. */
    public record Grpc(
            @Setting(value = "port reserved for inference over gRPC", byDefault = "8001")
            int port) {}

    /** Where the other roles are, when this process runs only serving. */
    public record ControlPlane(
            @Setting("URL of the control plane, e.g. https://slipway.example.org") @Nullable
            String url,

            @Setting(value = "user to log in with there") @Nullable
            String user,

            @Setting(value = "password or token to log in with there", secret = true) @Nullable
            String password) {}

    /** Encryption of the ports. */
    public record Tls(
            @Setting("'keystore' to encrypt here, 'proxy' if something in front does; needed by start") @Nullable
            Mode mode,

            @Setting("PKCS #12 file with key and certificates") @Nullable
            Path keystore,

            @Setting(value = "password of the file", secret = true) @Nullable
            String password) {
        /** Who encrypts. */
        public enum Mode {
            KEYSTORE,
            PROXY
        }
    }

    /** The first administrator. */
    public record Admin(
            @Setting(value = "name of the administrator", byDefault = "admin")
            String user,

            @Setting(value = "password of the administrator; needed by start", secret = true) @Nullable
            String password) {}
}
