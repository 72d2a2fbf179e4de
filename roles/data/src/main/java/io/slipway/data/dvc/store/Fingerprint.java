package io.slipway.data.dvc.store;

/**
 * What DVC records about content.
 *
 * @param md5 32 lower-case hexadecimal digits of a file's bytes, or those of a folder's manifest with {@code .dir}
 * @param size bytes; of a folder the sum of its files
 * @param files number of files in a folder; {@link #NO_FOLDER} for a file
 * @param executable whether the owner may execute it; always false for a folder
 */
public record Fingerprint(String md5, long size, int files, boolean executable) {
    public static final int NO_FOLDER = -1;
    /** What the name of a folder's object ends in. */
    public static final String FOLDER_SUFFIX = ".dir";

    public boolean isFolder() {
        return isFolder(md5);
    }

    public static boolean isFolder(String md5) {
        return md5.endsWith(FOLDER_SUFFIX);
    }
}
