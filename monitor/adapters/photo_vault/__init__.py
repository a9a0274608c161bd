"""Pictures, sealed to the office's public key before they touch a disk (K13): in a folder, or in an S3 store."""

from monitor.adapters.photo_vault.bucket import Bucket, credentials_in
from monitor.adapters.photo_vault.folder import Folder
from monitor.adapters.photo_vault.moving import copy_photos
from monitor.adapters.photo_vault.place import Place
from monitor.adapters.photo_vault.vault import FolderVault, SealedVault

__all__ = ["Bucket", "Folder", "FolderVault", "Place", "SealedVault", "copy_photos", "credentials_in"]
