{-# LANGUAGE OverloadedStrings #-}
-- The comparison's Warp: the pong from memory, files by sendfile.
module Main (main) where

import qualified Data.Text as Text
import Network.HTTP.Types (status200)
import Network.Wai (pathInfo, responseFile, responseLBS)
import Network.Wai.Handler.Warp (run)
import System.Environment (getArgs)

main :: IO ()
main = do
  [port, root] <- getArgs
  run (read port) $ \request respond -> case pathInfo request of
    ["ping"] -> respond (responseLBS status200 [("Content-Type", "text/plain"), ("Content-Length", "4")] "PONG")
    names -> respond (responseFile status200 [("Content-Type", "application/octet-stream")] (root ++ "/" ++ Text.unpack (Text.intercalate "/" names)) Nothing)
